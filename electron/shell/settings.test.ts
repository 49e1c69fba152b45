import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readSettings, type Surroundings, WrongSetting } from './settings.ts'

const around: Surroundings = { argv: [], env: {}, isPackaged: false, userData: '/data', cwd: '/project' }

it('keeps its state beside the project in development, in the system’s folder when packaged', () => {
  expect(readSettings(around)).toEqual({ dataDir: '/project/.greenlight', server: 'http://127.0.0.1:4310' })
  expect(readSettings({ ...around, isPackaged: true }).dataDir).toBe('/data')
  expect(readSettings({ ...around, env: { GREENLIGHT_DATA: 'here' } }).dataDir).toBe('/project/here')
})

it('takes the server from the argument, whatever else the launch brings', () => {
  const argv = ['--inspect=0', '.', '--server', 'https://sync.example/', 'greenlight://conversation/c1']
  expect(readSettings({ ...around, argv }).server).toBe('https://sync.example')
  expect(readSettings({ ...around, env: { PORT: '9000' } }).server).toBe('http://127.0.0.1:9000')
})

it('reads the server of a packaged application from the file beside its data', () => {
  const userData = mkdtempSync(join(tmpdir(), 'settings-'))
  const packaged = { ...around, userData, isPackaged: true }
  writeFileSync(join(userData, 'greenlight.json'), '{"server":"https://sync.example"}')
  expect(readSettings(packaged).server).toBe('https://sync.example')
  for (const text of ['{', '{"server":1}', '{"sever":"https://sync.example"}', '{"server":"https://x.example/path"}']) {
    writeFileSync(join(userData, 'greenlight.json'), text)
    expect(() => readSettings(packaged), text).toThrow(WrongSetting)
  }
})

it('refuses what is no server', () => {
  for (const server of ['', 'nowhere', 'ftp://x', 'file:///etc/passwd', 'https://x.example/a/b', 'javascript:1']) {
    expect(() => readSettings({ ...around, argv: [`--server=${server}`] }), server).toThrow(WrongSetting)
  }
  expect(() => readSettings({ ...around, argv: ['--server'] })).toThrow(WrongSetting)
  expect(() => readSettings({ ...around, env: { PORT: 'abc' } })).toThrow(WrongSetting)
})
