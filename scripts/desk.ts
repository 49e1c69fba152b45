/** `npm run desk`: the console alone, against a server (`--server URL`); `--web` for the browser console. */
import { buildWindow } from './window.ts'

buildWindow()
await import('../electron/hosts/web-main.ts')
