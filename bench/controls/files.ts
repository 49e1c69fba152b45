/** The built window from a bare server at a given port, to be kept by the browser as the console's is: no desk behind it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readWebFiles } from '../../electron/hosts/web-files.ts'

const [built, port] = process.argv.slice(2)
const files = readWebFiles(built!)
const server = createServer((request, response) => {
  const file = files.get(request.url ?? '')
  if (file === undefined) return response.writeHead(404).end()
  const headers = {
    'content-type': file.type,
    'content-length': String(file.body.byteLength),
    'cache-control': file.hashed ? 'private, max-age=31536000, immutable' : 'no-store',
  }
  response.writeHead(200, headers).end(file.body)
})
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`control: http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
