/** What a screen reader is told of what has just happened, where nothing that has the focus says so. */
import { create } from 'zustand'

export const useAnnouncement = create<{ readonly text: string; readonly nth: number }>()(() => ({ text: '', nth: 0 }))

export const announce = (text: string): void => useAnnouncement.setState(({ nth }) => ({ text, nth: nth + 1 }))
