import { EventEmitter } from 'node:events'
import type { IpcMain } from 'electron'
import { expect, it, vi } from 'vitest'
import { hear } from './ipc.ts'
import { APP_URL } from './security.ts'

function heard() {
  const ipcMain = new EventEmitter()
  const [ready, refused] = [vi.fn(), vi.fn()]
  hear({ ipcMain: ipcMain as unknown as IpcMain, handlers: { 'window:ready': ready }, refused })
  const from = (url: string | null, isTop = true, ...args: unknown[]) => {
    const mainFrame = { url: url ?? '' }
    const senderFrame = url === null ? null : isTop ? mainFrame : { url }
    ipcMain.emit('window:ready', { sender: { mainFrame }, senderFrame }, ...args)
  }
  return { from, ready, refused }
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
