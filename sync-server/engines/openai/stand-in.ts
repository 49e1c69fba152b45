/** For tests: the stand-in as a process of its own, which can be stopped in the middle of an answer. Prints its address. */
import { honest, startStandIn } from './testing.ts'

const { baseUrl } = await startStandIn(honest)
process.stdout.write(`${baseUrl}\n`)
