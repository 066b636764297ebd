// Resource use of processes, from Linux' /proc; null on other systems.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { cpus } from "node:os";

const TICKS = 100; // a second, as /proc counts
const isLinux = existsSync("/proc/self/stat");

/** Fields of /proc/<pid>/stat after the name: parent at 1, user and system ticks at 11 and 12. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return { name: text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")), fields: text.slice(text.lastIndexOf(")") + 2).split(" ") };
  } catch {
    return null; // it has ended
  }
}

/** Processes of workerd that this one started. */
export function workerds() {
  if (!isLinux) return [];
  const numbers = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
  return numbers.filter((pid) => {
    const stat = statOf(pid);
    return stat?.name.startsWith("workerd") && Number(stat.fields[1]) === process.pid;
  });
}

/** Processor time used by a process, in seconds. */
export function processorSeconds(pid) {
  const stat = pid === null ? null : statOf(pid);
  return stat ? (Number(stat.fields[11]) + Number(stat.fields[12])) / TICKS : null;
}

/** Resident memory of a process, in MiB. */
export function residentMemory(pid) {
  if (pid === null) return null;
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024);
}

const ownSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Processor time used by the whole machine, in seconds. */
function busySeconds() {
  const [, user, nice, system, , , irq, softirq] = readFileSync("/proc/stat", "utf8").split("\n", 1)[0].trim().split(/\s+/).map(Number);
  return (user + nice + system + irq + softirq) / TICKS;
}

/**
 * Runs `work` and returns its cost.
 * @returns {result, seconds, used (by the server, seconds), foreign (share of the machine that others took)}
 */
export async function accounted(server, work) {
  const began = performance.now();
  const before = isLinux && [busySeconds(), processorSeconds(server), ownSeconds()];
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  if (!before) return { result, seconds, used: null, foreign: null };
  const used = processorSeconds(server) - before[1];
  const others = busySeconds() - before[0] - used - (ownSeconds() - before[2]);
  return { result, seconds, used, foreign: Math.max(0, others) / (seconds * cpus().length) };
}
