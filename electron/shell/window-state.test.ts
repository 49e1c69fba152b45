import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fitToScreens, loadWindowState, saveWindowState } from './window-state.ts'

const screen = { x: 0, y: 25, width: 1920, height: 1055 }
const second = { x: 1920, y: 0, width: 2560, height: 1440 }

it('comes back where it was', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'window-')), 'deeper', 'window.json')
  const bounds = { x: 2100, y: 200, width: 1200, height: 800 }
  saveWindowState(file, { bounds, maximized: true, zoom: 1.25 })
  expect(loadWindowState(file, [screen, second])).toEqual({ bounds, maximized: true, zoom: 1.25 })
  expect(readdirSync(join(file, '..'))).toEqual(['window.json'])
})

it('starts afresh from a file that makes no sense', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'window-')), 'window.json')
  const fresh = loadWindowState(file, [screen])
  for (const text of ['', '{', '[]', '{"x":1}', '{"x":1e99,"y":0,"width":1,"height":1,"maximized":false}', 'null']) {
    writeFileSync(file, text)
    expect(loadWindowState(file, [screen]), text).toEqual(fresh)
  }
})

it('moves to the first screen when its own is gone', () => {
  const { x, y, width, height } = fitToScreens({ x: 2100, y: 200, width: 1200, height: 800 }, [screen])
  expect([width, height]).toEqual([1200, 800])
  expect(x).toBeGreaterThanOrEqual(0)
  expect(x + width).toBeLessThanOrEqual(1920)
  expect(y).toBeGreaterThanOrEqual(25)
})

it('always leaves a title bar that a hand can reach', () => {
  const number = fc.integer({ min: -100_000, max: 100_000 })
  const rectangle = fc.record({ x: number, y: number, width: number, height: number })
  const size = fc.integer({ min: 800, max: 8000 })
  const area = fc.record({ x: number, y: number, width: size, height: size })
  fc.assert(
    fc.property(fc.option(rectangle), fc.array(area, { minLength: 1, maxLength: 3 }), (saved, areas) => {
      const bounds = fitToScreens(saved, areas)
      const reachable = areas.some(
        (a) =>
          Math.min(bounds.x + bounds.width, a.x + a.width) - Math.max(bounds.x, a.x) >= 64 &&
          bounds.y >= a.y &&
          bounds.y <= a.y + a.height - 64,
      )
      expect(reachable).toBe(true)
    }),
  )
})
