/** What a macro does, in words. */
import { type MacroStep, ME } from '#shared/macro-steps.ts'

const MODE = { off: 'AI off', draft: 'AI drafts', auto: 'AI sends' } as const

/** 90 minutes as "1 h 30 min" */
function spanText(minutes: number): string {
  const days = Math.floor(minutes / 1_440)
  const hours = Math.floor((minutes % 1_440) / 60)
  const rest = minutes % 60
  return [days > 0 && `${days} d`, hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(' ')
}

/** @param nameOf a person by their id */
export function stepText(step: MacroStep, nameOf: (id: string) => string = () => 'a colleague'): string {
  switch (step.do) {
    case 'assign':
      return step.to === null ? 'assign to nobody' : step.to === ME ? 'assign to me' : `assign to ${nameOf(step.to)}`
    case 'reply_mode':
      return step.mode === null ? 'reply mode of the agent' : MODE[step.mode]
    case 'note':
      return `note “${step.text}”`
    case 'hand_off':
      return `hand off: ${step.route}`
    case 'snooze':
      return step.minutes === null ? 'snooze until they reply' : `snooze for ${spanText(step.minutes)}`
    case 'close':
      return 'close'
  }
}

export const stepsText = (steps: readonly MacroStep[], nameOf?: (id: string) => string): string =>
  steps.map((step) => stepText(step, nameOf)).join(' · ')
