/** Made when it is first asked for: to read a long expression takes long, and a console does without at its start. */
export function late<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
