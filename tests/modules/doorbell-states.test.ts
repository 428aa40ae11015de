import { expect } from "chai";
import { StateMachine, TransitionError } from "doorbell/state-machine";
import { type DoorbellState, stateTable, type Wish } from "doorbell/states";
import { ProtocolError } from "protocol/protocol-error";
import { DoorbellWalk } from "../support/fake-walk";

const states = Object.keys(stateTable) as DoorbellState[];
const wishes: Wish[] = ["ring", "answer", "update"];

describe("doorbell/states: the table", () => {
	function machineIn(state: DoorbellState) {
		const changes: string[] = [];
		const machine = new StateMachine(state, stateTable, (after, before, cause) =>
			changes.push(`${before} ${after} ${cause}`),
		);
		return { machine, changes };
	}

	for (const from of states)
		for (const to of states)
			it(`${from} to ${to}: ${from === to ? "no change" : stateTable[from].next.includes(to) ? "allowed" : "refused"}`, () => {
				const { machine, changes } = machineIn(from);
				const become = (): void => machine.become(to, "a reason");
				if (from === to) {
					become();
					expect(changes).to.deep.equal([]);
				} else if (stateTable[from].next.includes(to)) {
					become();
					expect(changes).to.deep.equal([`${from} ${to} a reason`]);
				} else {
					expect(become).to.throw(TransitionError, `${from} can't be followed by ${to} (a reason)`);
					expect([machine.state, changes.length]).to.deep.equal([from, 0]);
				}
			});

	it("leads from the start to every state, and has no state without a way out", () => {
		const reached = new Set<DoorbellState>(["starting"]);
		for (const state of reached) for (const next of stateTable[state].next) reached.add(next);
		expect([...reached].sort()).to.deep.equal([...states].sort());
		for (const state of states) expect(stateTable[state].next.length, state).to.be.greaterThan(0);
		for (const state of states) expect(stateTable[state].next, state).to.not.include(state);
	});

	for (const state of states)
		for (const wish of wishes) {
			const why = stateTable[state].refuses[wish];
			it(`${state}: ${wish} ${why === undefined ? "fits" : "is refused with a sentence"}`, () => {
				const { machine } = machineIn(state);
				if (why === undefined) machine.expect(wish);
				else
					expect(() => machine.expect(wish)).to.throw(ProtocolError, `the doorbell ${why} (state ${state})`);
				expect(machine.state).to.equal(state);
			});
		}
});

describe("doorbell/states: random walks", function () {
	this.timeout(60_000);

	for (const [dialect, walks, steps] of [
		["belltower.1", 12, 400],
		["", 4, 250],
	] as const)
		it(`${walks * steps} steps keep what must always hold (${dialect || "the original's server"})`, () => {
			const seen = new Set<string>();
			for (let seed = 1; seed <= walks; seed++) {
				const walk = new DoorbellWalk(seed, dialect, seed % 3 === 0 ? 1 : 4);
				for (let step = 0; step < steps; step++) walk.step();
				for (const state of walk.seen) seen.add(state);
			}
			expect(seen.size).to.be.at.least(dialect ? 6 : 4);
		});
});
