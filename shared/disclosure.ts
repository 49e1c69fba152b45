/** The line that says an assistant wrote the text. The pipeline appends it; the composer leaves room for it. */

export function withDisclosure(text: string, disclosure: string | null): string {
  if (disclosure === null || disclosure.trim() === '' || hasDisclosure(text, disclosure)) return text
  return `${text.trimEnd()} ${disclosure.trim()}`
}

export function hasDisclosure(text: string, disclosure: string): boolean {
  return text.trimEnd().endsWith(disclosure.trim())
}
