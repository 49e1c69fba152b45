/** `node e2e/demo.ts <folder>` fills that folder with the demo venue, as a server fills its own when it is empty. */
import { seedDemo } from '../sync-server/demo/seed.ts'
import { openStorage } from '../sync-server/storage/storage.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('which folder?')
const storage = await openStorage({ folder, databaseUrl: undefined, clock: Date.now })
await seedDemo(storage, { clock: Date.now })
await storage.close()
