/** Asking the desk on behalf of whoever is signed in. */

import { signedIn, useSession } from './session.ts'

let era = 0

/** Another person is at the window, or nobody: answers to what was asked before are not for their eyes. */
export function beginEra(): void {
  era += 1
}

/** The desk's answer; undefined where it could not be asked, nobody is signed in, or the person has changed meanwhile. */
export async function ask<T>(question: Promise<T>): Promise<T | undefined> {
  const mine = era
  try {
    const answer = await question
    return mine === era && signedIn(useSession.getState().status) ? answer : undefined
  } catch {
    return undefined
  }
}
