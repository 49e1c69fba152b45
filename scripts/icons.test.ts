/** The icons that are packaged: every size is there, and each is a picture of just that size. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { icns } from './icon-files.ts'
import { ROOT } from './processes.ts'

const read = (name: string) => readFileSync(path.join(ROOT, 'assets/icons', name))
const sideOf = (png: Buffer) => {
  expect(png.toString('latin1', 1, 4)).toBe('PNG')
  expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20))
  return png.readUInt32BE(16)
}

test('Windows: from 16 to 256 pixels', () => {
  const bytes = read('icon.ico')
  expect([bytes.readUInt16LE(0), bytes.readUInt16LE(2)]).toEqual([0, 1])
  const sides = Array.from({ length: bytes.readUInt16LE(4) }, (_, i) => {
    const at = 6 + 16 * i
    const [size, offset] = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12)]
    const side = sideOf(bytes.subarray(offset, offset + size))
    expect(bytes.readUInt8(at) || 256).toBe(side)
    return side
  })
  expect(sides).toEqual([16, 24, 32, 48, 64, 128, 256])
})

test('macOS: from 16 to 1,024 pixels, at both densities', () => {
  const bytes = read('icon.icns')
  expect([bytes.toString('latin1', 0, 4), bytes.readUInt32BE(4)]).toEqual(['icns', bytes.length])
  const sides: Record<string, number> = {}
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4)) {
    sides[bytes.toString('latin1', at, at + 4)] = sideOf(bytes.subarray(at + 8, at + bytes.readUInt32BE(at + 4)))
  }
  expect(sides).toEqual({
    icp4: 16,
    icp5: 32,
    ic07: 128,
    ic08: 256,
    ic09: 512,
    ic11: 32,
    ic12: 64,
    ic13: 256,
    ic14: 512,
    ic10: 1024,
  })
  expect(() => icns(new Map())).toThrow('16 pixels')
})

test('Linux: 1,024 pixels; and the builder is pointed at all three', () => {
  expect(sideOf(read('icon.png'))).toBe(1_024)
  const builder = readFileSync(path.join(ROOT, 'electron-builder.yml'), 'utf8')
  expect([...builder.matchAll(/^ {2}icon: (\S+)$/gm)].map(([, name]) => name)).toEqual([
    'icon.icns',
    'icon.ico',
    'icon.png',
  ])
})
