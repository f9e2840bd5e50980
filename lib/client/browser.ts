export { startReceiveDrop } from './start-receive-drop.ts'
