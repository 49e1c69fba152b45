/** What stands in the place of words that were erased. */
export const ERASED_TEXT = '[erased]'
