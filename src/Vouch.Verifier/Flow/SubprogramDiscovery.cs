using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>Finds where subprograms begin: at every call or function reference, and at the exception callback that a tag names.</summary>
internal static class SubprogramDiscovery
{
    /// <summary>The most subprograms of a program. Source: Linux 7.3, BPF_MAX_SUBPROGS.</summary>
    public const int MaxSubprograms = 256;

    private const string ExceptionCallbackTag = "exception_callback:";

    /// <summary>
    /// Sets <see cref="ProgramFacts.Subprograms"/> (start and end only) and <see cref="ProgramFacts.ExceptionCallback"/>. The closing statistics
    /// have a row for what was found, also when the search ended in a rejection.
    /// </summary>
    public static Check Discover(ProgramFacts facts, ExplorationFindings findings, Permissions permissions, RejectionSink rejections)
    {
        SortedSet<int> starts = [0];
        Check outcome = Find(facts.Program, permissions, rejections, starts, out int callback);
        Publish(facts, findings, starts, callback);
        return outcome;
    }

    /// <summary>Writes where the functions begin that were found.</summary>
    public static void WriteFound(ProgramFacts facts, VerifierLog log)
    {
        for (int i = 0; i < facts.Subprograms.Length && log.TracesAll; i++)
        {
            log.Write($"func#{i} @{facts.Subprograms[i].Start}\n");
        }
    }

    private static Check Find(ProgramUnderTest program, Permissions permissions, RejectionSink rejections, SortedSet<int> starts, out int callback)
    {
        callback = 0;
        Instruction[] instructions = program.Instructions;
        for (int i = 0; i < instructions.Length; i++)
        {
            if (!instructions[i].RefersToSubprogram())
            {
                continue;
            }

            if (!permissions.IsBpfCapable)
            {
                return rejections.Reject(
                    Rule.CallPrivilege,
                    Errno.NotPermitted, "loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN");
            }

            if (Add(program, rejections, starts, instructions[i].CalleeStart(i)).Failed(out Check why))
            {
                return why;
            }
        }

        return FindExceptionCallback(program, rejections, out callback).Failed(out Check unusable) || callback == 0
            ? unusable
            : Add(program, rejections, starts, callback);
    }

    private static Check Add(ProgramUnderTest program, RejectionSink rejections, SortedSet<int> starts, int start)
    {
        if (start < 0 || start >= program.Instructions.Length)
        {
            return rejections.Reject(Rule.SubprogramTarget, Errno.Invalid, "call to invalid destination");
        }

        if (starts.Count >= MaxSubprograms && !starts.Contains(start))
        {
            return rejections.Reject(Rule.SubprogramCount, Errno.TooBig, "too many subprograms");
        }

        _ = starts.Add(start);
        return Check.Ok;
    }

    private static void Publish(ProgramFacts facts, ExplorationFindings findings, SortedSet<int> starts, int callback)
    {
        var subprograms = new SubprogramInfo[starts.Count];
        int count = 0;
        foreach (int start in starts)
        {
            subprograms[count] = new SubprogramInfo { Start = start };
            if (count > 0)
            {
                subprograms[count - 1].End = start;
            }

            if (callback > 0 && start == callback)
            {
                facts.ExceptionCallback = count;
                subprograms[count].IsExceptionCallback = true;
            }

            count++;
        }

        subprograms[^1].End = facts.Program.Instructions.Length;
        facts.Subprograms = subprograms;
        findings.Start(subprograms);
    }

    /// <summary>The first instruction of the exception callback; 0 when the main function has no such tag.</summary>
    private static Check FindExceptionCallback(ProgramUnderTest program, RejectionSink rejections, out int start)
    {
        start = 0;
        LoadRequest request = program.Request;
        if (request.Functions.IsEmpty || request.Types is not { } types)
        {
            return Check.Ok;
        }

        string? name = null;
        foreach (BtfTypeId id in types.DeclarationTagsOf(request.Functions[0].Type))
        {
            BtfType tag = types.Type(id);
            string value = types.NameOf(tag);
            if (types.DeclarationTagComponent(tag) != -1 || !value.StartsWith(ExceptionCallbackTag, StringComparison.Ordinal))
            {
                continue;
            }

            if (name is not null)
            {
                return rejections.Reject(Rule.ExceptionCallback, Errno.Exists, "multiple exception callback tags for main subprog");
            }

            name = value[ExceptionCallbackTag.Length..];
        }

        return name is null ? Check.Ok : LocateExceptionCallback(program, rejections, types, name, out start);
    }

    private static Check LocateExceptionCallback(ProgramUnderTest program, RejectionSink rejections, BtfSpec types, string name, out int start)
    {
        start = 0;
        if (types.Find(name, BtfKind.Function) is not { } function)
        {
            return rejections.Reject(
                Rule.ExceptionCallback, Subject.Function(name), Errno.NoEntry, $"exception callback '{name}' could not be found in BTF");
        }

        if (types.Type(function).FunctionLinkage != BtfLinkage.Global)
        {
            return rejections.Reject(
                Rule.ExceptionCallback, Subject.Function(name), Errno.Invalid, $"exception callback '{name}' must have global linkage");
        }

        bool isFirst = false;
        foreach (FunctionRecord record in program.Request.Functions)
        {
            if (record.Type == function)
            {
                start = record.InstructionIndex;
                isFirst |= start == 0;
            }
        }

        if (isFirst)
        {
            return rejections.Reject(
                Rule.ExceptionCallback, Subject.Function(name), Errno.Invalid,
                "invalid exception callback insn_off in func_info: 0\nexception callback type id not found in func_info");
        }

        return start == 0
            ? rejections.Reject(
                Rule.ExceptionCallback, Subject.Function(name), Errno.Invalid, "exception callback type id not found in func_info")
            : Check.Ok;
    }
}
