/** "93 %": rounded down, so that what just fails never reads like its limit. */
export const percent = (share: number): string => `${Math.floor(share * 100 + 1e-9)} %`

/** Of parts of one whole, where nothing is to be reached: to the nearest, so that they come to 100 together. */
export const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`
