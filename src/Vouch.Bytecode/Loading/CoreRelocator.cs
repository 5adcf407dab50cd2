using System;
using System.Collections.Generic;
using System.Globalization;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Adapts a program's instructions to the types of a kernel, as libbpf does at load time. One per object; the candidates it finds are
/// kept for all its relocations. Not safe to share between threads.
/// </summary>
/// <param name="program">The object's own BTF.</param>
/// <param name="kernel">The kernel's BTF.</param>
/// <param name="modules">Modules to look into for types that the kernel itself lacks, in the order they were loaded.</param>
public sealed class CoreRelocator(BtfSpec program, BtfSpec kernel, IReadOnlyList<BtfSpec> modules)
{
    private readonly CoreCandidates candidates = new(program, kernel, modules);
    private readonly List<string> messages = [];

    /// <summary>What libbpf would have warned of so far, one line each, without line ends.</summary>
    public IReadOnlyList<string> Messages => messages;

    /// <summary>
    /// Works out one relocation and changes its instruction. An instruction for which the kernel has no counterpart is replaced by an
    /// invalid call, without fault: it may be unreachable.
    /// </summary>
    /// <param name="name">The program's name, for messages.</param>
    /// <param name="number">The relocation's index within its section's records, for messages.</param>
    /// <param name="relocation">The record.</param>
    /// <param name="instructions">The instructions of the program (or of the subprogram by itself).</param>
    /// <param name="index">The instruction to change.</param>
    /// <returns>Other than <see cref="CoreFault.None"/>, the object cannot be loaded; <see cref="Messages"/> tells why.</returns>
    public CoreFault Apply(string name, int number, in CoreRelocation relocation, Span<Instruction> instructions, int index)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"prog '{name}': relo #{number}: ");
        if ((uint)index >= (uint)instructions.Length)
        {
            return CoreFault.Invalid;
        }

        if (instructions[index].IsWideImmediate && index + 1 >= instructions.Length)
        {
            Warn(prefix, $"insn #{index} (LDIMM64) is truncated");
            return CoreFault.Invalid;
        }

        CoreFault fault = Resolve(prefix, name, relocation, out CoreOutcome outcome);
        if (fault != CoreFault.None)
        {
            Warn(prefix, $"failed to relocate: {fault.Word()}");
            return fault;
        }

        fault = CorePatch.Apply(instructions, index, outcome, out string? message);
        if (message is not null)
        {
            messages.Add(prefix + message);
        }

        if (fault != CoreFault.None)
        {
            Warn(prefix, $"failed to patch insn #{index}: {fault.Word()}");
        }

        return fault;
    }

    /// <summary>
    /// What a relocation asks for, in the words that libbpf puts into the log where a poisoned instruction was reached; null when the
    /// record is malformed.
    /// </summary>
    public string? Describe(in CoreRelocation relocation) =>
        CorePath.Parse(program, relocation, out CorePath path, out _) == CoreFault.None
            ? path.Describe(out bool isCut) + (isCut ? "..." : string.Empty)
            : null;

    private CoreFault Resolve(string prefix, string name, in CoreRelocation relocation, out CoreOutcome outcome)
    {
        outcome = default;
        BtfType type = program.Type(relocation.Type);
        if ((uint)relocation.Type.Value >= (uint)program.TypeLimit)
        {
            return CoreFault.Invalid;
        }

        string typeName = program.NameOf(type);
        if (typeName.Length == 0 && relocation.Kind != CoreRelocationKind.LocalTypeId)
        {
            Warn(prefix, $"target candidate search failed for [{type.Id}] {type.Kind.Word()} : {(int)CoreFault.Invalid}");
            return CoreFault.Invalid;
        }

        CoreFault fault = CorePath.Parse(program, relocation, out CorePath local, out (int Index, BtfType Type)? unusual);
        if (fault != CoreFault.None)
        {
            WarnOfPath(prefix, name, relocation, type, typeName, fault, unusual);
            return CoreFault.Invalid;
        }

        if (relocation.Kind == CoreRelocationKind.LocalTypeId)
        {
            ulong id = (ulong)relocation.Type.Value;
            outcome = new CoreOutcome(id, id, ChecksOld: false, IsPoison: false, 0, 0, IsResizeUnsafe: false);
            return CoreFault.None;
        }

        return Choose(prefix, name, relocation, local, candidates.Of(type), out outcome);
    }

    /// <summary>All candidates that match must agree; those that do not match are struck from the list, unless none does.</summary>
    private CoreFault Choose(
        string prefix, string name, in CoreRelocation relocation, CorePath local, List<CoreCandidate> list, out CoreOutcome outcome)
    {
        outcome = default;
        List<CoreCandidate> matching = [];
        CorePath? chosen = null;
        for (int i = 0; i < list.Count; i++)
        {
            CoreFault fault = CoreTargetSearch.Run(local, list[i].Types, list[i].Type, out CorePath path, out bool found);
            if (fault != CoreFault.None)
            {
                Warn(prefix, $"error matching candidate #{i} {path.Describe(out _)}: {(int)fault}");
                return fault;
            }

            if (!found)
            {
                continue;
            }

            fault = Evaluate(prefix, name, relocation, local, path, out CoreOutcome one);
            if (fault != CoreFault.None || (chosen is not null && !Agree(prefix, chosen, outcome, path, one)))
            {
                return fault == CoreFault.None ? CoreFault.Invalid : fault;
            }

            if (chosen is null)
            {
                chosen = path;
                outcome = one;
            }

            matching.Add(list[i]);
        }

        if (chosen is null)
        {
            return Evaluate(prefix, name, relocation, local, null, out outcome);
        }

        list.Clear();
        list.AddRange(matching);
        return CoreFault.None;
    }

    private bool Agree(string prefix, CorePath first, in CoreOutcome firstOutcome, CorePath other, in CoreOutcome otherOutcome)
    {
        if (other.BitOffset != first.BitOffset)
        {
            Warn(prefix, $"field offset ambiguity: {other.BitOffset} != {first.BitOffset}");
            return false;
        }

        if (otherOutcome.IsPoison != firstOutcome.IsPoison || otherOutcome.New != firstOutcome.New)
        {
            Warn(prefix, $"relocation decision ambiguity: {Word(otherOutcome)} {otherOutcome.New} != {Word(firstOutcome)} {firstOutcome.New}");
            return false;
        }

        return true;

        static string Word(in CoreOutcome outcome) => outcome.IsPoison ? "failure" : "success";
    }

    private CoreFault Evaluate(
        string prefix, string name, in CoreRelocation relocation, CorePath local, CorePath? target, out CoreOutcome outcome)
    {
        CoreFault fault = CoreOutcome.Of(local, target, out outcome, out string? problem);
        if (fault == CoreFault.NotSupported)
        {
            Warn(prefix, $"unrecognized CO-RE relocation {relocation.Kind.Word()} ({(uint)relocation.Kind}) at insn #{relocation.InstructionOffset / 8}");
        }
        else if (problem is not null)
        {
            Warn($"prog '{name}': ", $"relo {(uint)relocation.Kind} at insn #{relocation.InstructionOffset / 8} {problem}");
        }

        return fault;
    }

    private void WarnOfPath(
        string prefix, string name, in CoreRelocation relocation, in BtfType type, string typeName, CoreFault fault, (int Index, BtfType Type)? unusual)
    {
        string access = program.String(relocation.AccessStringOffset);
        if (unusual is (int at, BtfType inner))
        {
            Warn($"prog '{name}': ", $"relo for [{relocation.Type}] {access} (at idx {at}) captures type [{inner.Id}] of unexpected kind {inner.Kind.Word()}");
        }

        string shown = typeName.Length == 0 ? "<anon>" : typeName;
        Warn(prefix, $"parsing [{relocation.Type}] {type.Kind.Word()} {shown} + {access} failed: {(int)fault}");
    }

    private void Warn(string prefix, FormattableString text) => messages.Add(prefix + text.ToString(CultureInfo.InvariantCulture));
}
