import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What `/metrics` tells, in Prometheus' text format. */
export interface Metrics {
  /** A message has been answered; `seconds` from hearing to the answer's commit. */
  answered(act: string, outcome: string, seconds: number): void;
  slowed(): void;
  text(): Promise<string>;
}

export function openMetrics({ clients }: { clients(): number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "wardroom_" });
  const registers = [registry];
  const messages = new Counter({
    name: "wardroom_messages_answered_total",
    help: "Messages whose work is over, by what they meant and how it ended.",
    labelNames: ["act", "outcome"],
    registers,
  });
  const seconds = new Histogram({
    name: "wardroom_message_seconds",
    help: "From hearing a message to its answer standing in the store.",
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers,
  });
  const slowed = new Counter({
    name: "wardroom_messages_slowed_total",
    help: "Messages that waited because their sender said too much.",
    registers,
  });
  new Gauge({
    name: "wardroom_clients",
    help: "Connected room clients.",
    registers,
    collect() {
      this.set(clients());
    },
  });
  return {
    answered(act, outcome, took) {
      messages.inc({ act, outcome });
      if (act !== "silent") seconds.observe(took);
    },
    slowed: () => slowed.inc(),
    text: () => registry.metrics(),
  };
}
