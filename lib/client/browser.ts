export { startReceiveDrop } from './receive/start-receive-drop.ts'
export { startSendDrop } from './send/start-send-drop.ts'
