import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openProgram } from './program.ts'

let folder: string
let kept: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'greenlight-program-'))
  kept = mkdtempSync(path.join(tmpdir(), 'greenlight-kept-'))
  write('main.cjs', "const { twice } = require('./part.cjs'); exports.name = 'main'; exports.four = twice(2)")
  write('part.cjs', "exports.main = require('./main.cjs'); exports.twice = (n) => n * 2; exports.folder = __dirname")
})
afterEach(() => {
  for (const made of [folder, kept]) rmSync(made, { recursive: true })
})

const write = (name: string, source: string) => writeFileSync(path.join(folder, name), source)
const codes = () => readdirSync(kept).map((name) => path.join(kept, name))

it('runs each file once, with those beside it and what lies elsewhere', () => {
  write('outside.cjs', "exports.separator = require('node:path').sep")
  const program = openProgram(folder, kept)
  const main = program.read('main.cjs')
  expect(main).toEqual({ name: 'main', four: 4 })
  expect(program.read('main.cjs')).toBe(main)
  expect(program.read('part.cjs')).toMatchObject({ main, folder })
  expect(program.read('outside.cjs')).toEqual({ separator: path.sep })
  expect(() => program.read('nowhere.cjs')).toThrow('nowhere.cjs')
})

it('keeps what was compiled for the next start, until its source changes', () => {
  const first = openProgram(folder, kept)
  first.read('main.cjs')
  expect(first.keep()).toBe(2)
  expect(first.keep()).toBe(0)
  expect(codes()).toHaveLength(2)

  const second = openProgram(folder, kept)
  expect(second.read('main.cjs')).toMatchObject({ four: 4 })
  expect(second.keep()).toBe(0)

  // As long as before: by its length V8 would take it for the same.
  write('part.cjs', "exports.main = require('./main.cjs'); exports.twice = (n) => n * 3; exports.folder = __dirname")
  const third = openProgram(folder, kept)
  expect(third.read('main.cjs')).toMatchObject({ four: 6 })
  expect(third.keep()).toBe(1)
  expect(codes()).toHaveLength(2)
})

it('does without what is kept where that is damaged, cut off, or cannot be kept', () => {
  const first = openProgram(folder, kept)
  first.read('main.cjs')
  first.keep()
  for (const damage of [
    (code: Buffer) => code.map((byte, at) => (at > 100 ? byte ^ 0x5a : byte)),
    (code: Buffer) => code.subarray(0, code.length / 2),
    () => Buffer.alloc(0),
  ]) {
    for (const file of codes()) writeFileSync(file, damage(readFileSync(file)))
    const program = openProgram(folder, kept)
    expect(program.read('main.cjs')).toMatchObject({ four: 4 })
    expect(program.keep()).toBe(2)
  }
  for (const keptIn of [path.join(kept, 'nowhere'), undefined]) {
    const program = openProgram(folder, keptIn)
    expect(program.read('main.cjs')).toMatchObject({ four: 4 })
    program.keep()
  }
})
