import { createContext } from 'react'

/** Whether the thread that one is drawn in is the open one, or only drawn ahead. */
export const InSight = createContext(true)
