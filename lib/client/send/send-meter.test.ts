import { expect, test } from 'vitest'
import { SendMeter } from './send-meter.ts'

/** A meter of 100 bytes whose clock, bytes and ticks the test moves. */
function startMeter() {
  const line = { at: 0, stored: 0, busy: true, shown: [] as number[], tick: () => {} }
  const meter: SendMeter = new SendMeter({
    now: () => line.at,
    everyTick: (callback) => {
      line.tick = callback
      return () => {}
    },
    storedBytes: () => line.stored,
    totalBytes: () => 100,
    isBusy: () => line.busy,
    changed: () => line.shown.push(meter.progress.doneBytes),
  })
  meter.start()
  const store = (bytes: number) => {
    line.at += 10
    line.stored += bytes
    meter.advance()
  }
  return { line, store, meter }
}

test('however fast parts are stored, the page is drawn anew by the tick', () => {
  const { line, store } = startMeter()
  for (let part = 0; part < 20; part += 1) store(2)
  expect(line.shown).toEqual([])
  line.tick()
  expect(line.shown).toEqual([40])
})

test('the last byte is shown at once', () => {
  const { line, store } = startMeter()
  store(60)
  store(40)
  expect(line.shown).toEqual([100])
})

test('what was stored before nothing was left to do is shown, once', () => {
  const { line, store } = startMeter()
  store(60)
  line.busy = false
  line.tick()
  line.tick()
  expect(line.shown).toEqual([60])
})

test('speed is measured by every part, and forgotten while nothing is on its way', () => {
  const { line, store, meter } = startMeter()
  line.at = 1000
  store(10)
  expect(meter.progress.bytesPerSecond).toBeCloseTo(9.9, 1)
  line.busy = false
  line.tick()
  expect(meter.progress.bytesPerSecond).toBeNull()
})
