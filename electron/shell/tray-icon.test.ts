import { expect, it } from 'vitest'
import { countLabel, ICON_SIZE, trayIcon } from './tray-icon.ts'

it('fits any count on the lamp', () => {
  expect([-1, 0, 1, 9, 42, 99, 100, 10_000].map(countLabel)).toEqual(['', '', '1', '9', '42', '99', '9+', '9+'])
})

it('draws a picture of its own for each state and count', () => {
  const pictures = [
    trayIcon('running', 0),
    trayIcon('running', 1),
    trayIcon('running', 12),
    trayIcon('stopped', 1),
    trayIcon('unheard', 1),
    trayIcon('unknown', 1),
  ]
  for (const picture of pictures) {
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    expect(picture.readUInt32BE(16)).toBe(ICON_SIZE)
  }
  expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(pictures.length)
})
