/** Processes of a benchmark: gone when it is, whatever way it goes. */
import { type Service, startService, stopService } from '../../scripts/processes.ts'

export interface Running {
  readonly url: string
  readonly pid: number
  close(): Promise<void>
}

/** @param log an open file for its standard error; left out: this process's own */
export async function startProcess(
  name: string,
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  log?: number,
): Promise<Running> {
  const service: Service = await startService(name, file, args, env, log)
  const kill = () => void service.child.kill('SIGKILL')
  process.on('exit', kill)
  service.child.on('exit', () => process.off('exit', kill))
  return { url: service.url, pid: service.child.pid!, close: () => stopService(service) }
}

/** A control that is a process of its own: a file of bench/controls. */
export function startControl(name: string, args: readonly string[]): Promise<Running> {
  return startProcess(`control ${name}`, `bench/controls/${name}.ts`, args)
}
