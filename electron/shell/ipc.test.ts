import { EventEmitter } from 'node:events'
import type { IpcMain } from 'electron'
import { expect, it, vi } from 'vitest'
import type { Asked } from './channels.ts'
import { type Handlers, hear } from './ipc.ts'
import { APP_URL } from './security.ts'

function heard() {
  const ipcMain = new EventEmitter()
  const [ready, change, refused] = [vi.fn(), vi.fn(), vi.fn()]
  const handlers: Handlers = {
    'window:ready': ready,
    'computer:change': change,
    'updates:check': vi.fn(),
    'updates:restart': vi.fn(),
  }
  hear({ ipcMain: ipcMain as unknown as IpcMain, handlers, refused })
  const on = (channel: Asked, url: string | null, isTop: boolean, args: unknown[]) => {
    const mainFrame = { url: url ?? '' }
    const senderFrame = url === null ? null : isTop ? mainFrame : { url }
    ipcMain.emit(channel, { sender: { mainFrame }, senderFrame }, ...args)
  }
  const from = (url: string | null, isTop = true, ...args: unknown[]) => on('window:ready', url, isTop, args)
  return { from, on, ready, change, refused }
}

it('hears the top frame of its own page', () => {
  const { from, ready, refused } = heard()
  from(APP_URL)
  expect(ready).toHaveBeenCalledTimes(1)
  expect(refused).not.toHaveBeenCalled()
})

it('hears nobody else, and nothing of another form', () => {
  const { from, ready, refused } = heard()
  from('https://evil.example/')
  from('data:text/html,x')
  from('greenlight-app://evil/index.html')
  from(null)
  from(APP_URL, false)
  from(APP_URL, true, 'more')
  expect(ready).not.toHaveBeenCalled()
  expect(refused).toHaveBeenCalledTimes(6)
})

it('hears a change of settings only where each of its values is one that there is', () => {
  const { on, change, refused } = heard()
  const right = { stopChord: 'CommandOrControl+Alt+K', spellings: ['en-AU'], opensAtLogin: true }
  on('computer:change', APP_URL, true, [right])
  expect(change.mock.calls.map(([, given]) => given)).toEqual([right])
  const wrong = [
    { stopChord: 'A' },
    { stopChord: 'Shift+A' },
    { stopChord: 'Control+Alt+Delete' },
    { spellings: ['../../etc'] },
    { updateChannel: 'https://evil.example' },
    { opensAtLogin: 'yes' },
    { other: 1 },
    'text',
    null,
  ]
  for (const given of wrong) on('computer:change', APP_URL, true, [given])
  on('computer:change', 'https://evil.example/', true, [right])
  expect(change).toHaveBeenCalledTimes(1)
  expect(refused).toHaveBeenCalledTimes(wrong.length + 1)
})
