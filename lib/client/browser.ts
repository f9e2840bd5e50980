export { startReceiveDrop } from './start-receive-drop.ts'
export { startSendDrop } from './start-send-drop.ts'
