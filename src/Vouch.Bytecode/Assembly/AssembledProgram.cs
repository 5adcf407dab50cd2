using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Assembly;

/// <summary>What a text assembles to.</summary>
/// <param name="Instructions">One entry per 8-byte slot, so a 16-byte immediate takes two.</param>
/// <param name="Labels">Slot index of every named label; where a subprogram starts, its label is its name.</param>
public sealed record AssembledProgram(ImmutableArray<Instruction> Instructions, IReadOnlyDictionary<string, int> Labels);
