import { useState } from 'preact/hooks';
import type { Fault } from '../faults/fault.js';
import { faultPresets } from './fault-presets.js';
import { toFaultText } from './fault-text.js';
import { SelectField } from './parts/select-field.js';
import { addFault, removeFault } from './sandbox-api.js';

/** The number of requests that a fault affects once it is switched on. */
const durations = [
  ['', 'until it is switched off'],
  ['1', 'for one request'],
  ['3', 'for three requests'],
] as const;

interface FaultBoardProps {
  faults: Fault[];
  onChange(): void;
}

/** The switches that break Meta on purpose. */
export function FaultBoard({ faults, onChange }: FaultBoardProps) {
  const [times, setTimes] = useState<(typeof durations)[number][0]>('');
  const others = faults.filter(({ name }) => !faultPresets.some((preset) => preset.fault.name === name));
  const toggle = async (fault: Fault & { name: string }, isOn: boolean) => {
    const isCounted = times && !fault.badEvents;
    await (isOn ? removeFault(fault.name) : addFault({ ...fault, ...(isCounted && { times: Number(times) }) }));
    onChange();
  };
  const removeAll = async () => {
    await removeFault();
    onChange();
  };
  return (
    <section aria-labelledby="faults-title">
      <h2 id="faults-title">Break Meta on purpose</h2>
      <p class="hint">Of several faults of Graph the one that was switched on first applies.</p>
      <div class="filters">
        <SelectField label="A fault lasts" value={times} options={durations} onSelect={setTimes} />
      </div>
      <ul class="faults">
        {faultPresets.map(({ title, text, fault }) => {
          const isOn = faults.some(({ name }) => name === fault.name);
          return (
            <li key={fault.name} class={isOn ? 'panel on' : 'panel'}>
              <button
                type="button"
                role="switch"
                aria-checked={isOn}
                aria-describedby={`about-${fault.name}`}
                onClick={() => void toggle(fault, isOn)}
              >
                <span class="knob" aria-hidden="true" />
                {title}
                <span class="word" aria-hidden="true">
                  {isOn ? 'on' : 'off'}
                </span>
              </button>
              <p id={`about-${fault.name}`}>{text}</p>
            </li>
          );
        })}
      </ul>
      {others.length > 0 && (
        <>
          <h3>Switched on by a test or by the API</h3>
          <ul class="other-faults">
            {others.map((fault, index) => (
              <li key={fault.name ?? index}>{toFaultText(fault)}</li>
            ))}
          </ul>
        </>
      )}
      {faults.length > 0 && (
        <button type="button" onClick={() => void removeAll()}>
          Switch all off
        </button>
      )}
    </section>
  );
}
