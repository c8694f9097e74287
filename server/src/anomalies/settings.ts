import type { ApiConfig } from '../config/index.ts';
import type { AnomalyKind } from '../model/index.ts';
import type { AnomalySettings } from '../rules/anomaly/finding.ts';

export function settingsOf(config: ApiConfig['anomalies']): AnomalySettings {
  const on: Record<AnomalyKind, boolean> = {
    new_network: config.newNetwork,
    burst: config.burst,
    refusals: config.refusals,
    unusual_hour: config.unusualHour,
    repeated_refresh: config.repeatedRefresh,
  };
  const kinds = Object.entries(on).flatMap(([kind, isOn]) => (isOn ? [kind as AnomalyKind] : []));
  return { quietDays: config.quietDays, kinds: new Set(kinds) };
}
