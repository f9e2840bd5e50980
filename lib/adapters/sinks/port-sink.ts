/**
 * A file that is about to be saved, as the page holds it. What is written to `port` (with `writeToPort`, perhaps in a
 * worker) ends up in it.
 */
export interface PortSink {
  /** The writer's end; transferable. */
  readonly port: MessagePort
  /**
   * Lets the browser begin to save. Called once the first chunk is on its way, so that a download that never was one
   * leaves no trace.
   */
  readonly begin: () => void
  /** Keeps it awake. Answers whether it still can be written to. */
  readonly ping: () => Promise<boolean>
}

/**
 * Opens a sink for a file of `size` bytes (`null` where that is not known). Errors: `browser-unsupported`,
 * `save-failed`.
 */
export type OpenPortSink = (name: string, size: number | null) => Promise<PortSink>
