/** Next writes the same into its build; here for whoever checks types before building. */
declare module 'next/root-params' {
  export function locale(): Promise<string>
}
