/** The thread of a mirror's writer. */
import { workerData } from 'node:worker_threads'
import { serve } from './thread.ts'
import { openWriter } from './writer.ts'

serve(openWriter(String(workerData)))
