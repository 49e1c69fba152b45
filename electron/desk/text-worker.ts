/** The thread that makes the full text of a first load. */
import { workerData } from 'node:worker_threads'
import { beginText } from './load-text.ts'
import { serve } from './thread.ts'

serve(beginText(String(workerData)))
