/** What a right click in the window offers: spellings, and what can be done with text. Pure. */
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'

export interface SpellingActs {
  replace(word: string): void
  learn(word: string): void
}

type Clicked = Pick<
  ContextMenuParams,
  'isEditable' | 'misspelledWord' | 'dictionarySuggestions' | 'editFlags' | 'selectionText'
>

/** Empty where there is nothing to offer. */
export function contextMenu(clicked: Clicked, acts: SpellingActs): MenuItemConstructorOptions[] {
  const { isEditable, misspelledWord, dictionarySuggestions, editFlags, selectionText } = clicked
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy' }]
  const wrong = misspelledWord !== ''
  const suggestions: MenuItemConstructorOptions[] =
    dictionarySuggestions.length === 0
      ? [{ label: 'No suggestions', enabled: false }]
      : dictionarySuggestions.map((word) => ({ label: word, click: () => acts.replace(word) }))
  const spelling: MenuItemConstructorOptions[] = [
    ...suggestions,
    { type: 'separator' },
    { label: 'Add to dictionary', click: () => acts.learn(misspelledWord) },
    { type: 'separator' },
  ]
  return [
    ...(wrong ? spelling : []),
    { role: 'undo', enabled: editFlags.canUndo },
    { role: 'redo', enabled: editFlags.canRedo },
    { type: 'separator' },
    { role: 'cut', enabled: editFlags.canCut },
    { role: 'copy', enabled: editFlags.canCopy },
    { role: 'paste', enabled: editFlags.canPaste },
    { role: 'pasteAndMatchStyle', enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', enabled: editFlags.canSelectAll },
  ]
}
