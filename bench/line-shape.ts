import { spawnSync } from 'node:child_process'

/**
 * Runs this program again in a network of its own, where its loopback can be shaped without a neighbour noticing. False
 * where that needs rights we lack.
 */
export function enterOwnNetwork(): boolean {
  if (process.env.SNOWDROP_BENCH_NETWORK === 'own') return true
  const may = spawnSync('unshare', ['--net', 'sh', '-c', 'ip link set lo up && tc qdisc add dev lo root handle 1: htb'])
  if (may.status !== 0) return false
  const command = ['ip link set lo up', 'exec "$0" "$@"'].join(' && ')
  const again = spawnSync(
    'unshare',
    ['--net', 'sh', '-c', command, process.execPath, ...process.execArgv, ...process.argv.slice(1)],
    {
      stdio: 'inherit',
      env: { ...process.env, SNOWDROP_BENCH_NETWORK: 'own' },
    },
  )
  process.exit(again.status ?? 1)
}

function tc(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('tc', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tc ${args.join(' ')}: ${stderr}`)
}

/**
 * Shapes what goes to and comes from one port of the loopback to `mbit` Mbit/s each way, until the answered function is
 * called.
 */
export function shapeLine(port: number, mbit: number): () => void {
  tc('qdisc', 'add', 'dev', 'lo', 'root', 'handle', '1:', 'htb', 'default', '1')
  tc('class', 'add', 'dev', 'lo', 'parent', '1:', 'classid', '1:1', 'htb', 'rate', '100gbit')
  for (const [minor, side] of [
    ['10', 'dport'],
    ['20', 'sport'],
  ] as const) {
    const burst = `${Math.max(128, Math.round(mbit / 8))}kb`
    tc(
      'class',
      'add',
      'dev',
      'lo',
      'parent',
      '1:',
      'classid',
      `1:${minor}`,
      'htb',
      'rate',
      `${mbit}mbit`,
      'burst',
      burst,
    )
    tc('qdisc', 'add', 'dev', 'lo', 'parent', `1:${minor}`, 'pfifo', 'limit', '100')
    const match = ['match', 'ip', side, String(port), '0xffff', 'flowid', `1:${minor}`]
    tc('filter', 'add', 'dev', 'lo', 'parent', '1:', 'protocol', 'ip', 'u32', ...match)
  }
  return () => tc('qdisc', 'del', 'dev', 'lo', 'root')
}
