import type { KeyboardEvent } from 'react'

/** Arrows go from choice to choice of a box of buttons, round at its ends; Home and End to the first and the last. */
export function stepFocus(event: KeyboardEvent<HTMLElement>, box: Element = event.currentTarget): void {
  const choices = [...box.querySelectorAll<HTMLElement>('button:not(:disabled)')]
  const at = choices.indexOf(document.activeElement as HTMLElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  if (to === undefined || at === -1) return
  event.preventDefault()
  choices.at(to % choices.length)?.focus()
}
