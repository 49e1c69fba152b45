/** For tests that start threads: built ones, where there are any. */
import { inject } from 'vitest'
import { takeBuilt } from './mirror-thread.ts'

const built = inject('builtThreads')
if (built !== null) takeBuilt(new URL(built))
