import { expect, test } from 'vitest'
import { untilLoaded } from './until-loaded.ts'

test('what is asked for before the load is done with it, in order, and once', () => {
  const done: string[] = []
  const { run, load } = untilLoaded<string>()
  run((loaded) => done.push(`first ${loaded}`))
  run((loaded) => done.push(`second ${loaded}`))
  expect(done).toEqual([])
  load('drop')
  expect(done).toEqual(['first drop', 'second drop'])
})

test('what is asked for right after the load is not lost, whoever holds `run` since before', () => {
  const done: string[] = []
  const { run, load } = untilLoaded<string>()
  run((loaded) => {
    done.push(`early ${loaded}`)
    run((again) => done.push(`within ${again}`))
  })
  load('drop')
  run((loaded) => done.push(`late ${loaded}`))
  expect(done).toEqual(['early drop', 'within drop', 'late drop'])
})
