/** Words in a dialog that was left without using them: there again when it is opened for the same conversation. */
import { create } from 'zustand'

type Dialog = 'note' | 'hand_off'

const useWords = create<Readonly<Record<string, string>>>()(() => ({}))

const keyOf = (dialog: Dialog, conversationId: string) => `${dialog} ${conversationId}`

export function useHalfTyped(dialog: Dialog, conversationId: string): readonly [string, (text: string) => void] {
  const key = keyOf(dialog, conversationId)
  return [useWords((all) => all[key] ?? ''), (text) => useWords.setState({ [key]: text })]
}

/** They have been used. */
export function usedUp(dialog: Dialog, conversationId: string): void {
  useWords.setState({ [keyOf(dialog, conversationId)]: '' })
}

export const forgetHalfTyped = (): void => useWords.setState({}, true)
