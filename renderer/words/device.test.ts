import { expect, it } from 'vitest'
import { deviceName } from './device.ts'

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0 Safari/537.36',
    'Chrome on Linux',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1 Version/18.0 Safari/605.1', 'Safari on macOS'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/144.0 Safari/537.36 Edg/144.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Windows NT 10.0) greenlight/1 Chrome/144.0 Electron/45.0 Safari/537.36', 'Greenlight on Windows'],
  ['curl', 'A browser'],
])('%s', (agent, name) => expect(deviceName(agent)).toBe(name))
