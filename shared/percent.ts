/** "93 %": rounded down, so that what just fails never reads like its limit. */
export const percent = (share: number): string => `${Math.floor(share * 100 + 1e-9)} %`
