using System;
using System.IO;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Report.Story;
using Vouch.Verifier;

namespace Vouch.Report;

/// <summary>How it ended for one program.</summary>
public enum Outcome
{
    /// <summary>The kernel would load it.</summary>
    Accepted,

    /// <summary>The kernel's verifier would refuse it.</summary>
    Rejected,

    /// <summary>It would not come as far as the verifier: relocation, maps or the attach target fail before.</summary>
    NotPrepared,

    /// <summary>It needs something that is not modelled: neither accepted nor rejected.</summary>
    NotSupported,

    /// <summary>A defect of Vouch itself stopped the verification.</summary>
    InternalError,
}

/// <summary>What is known about one program of an object after it was checked against one kernel.</summary>
public sealed record ProgramReport
{
    /// <summary>The object's path as the user gave it.</summary>
    public required string ObjectPath { get; init; }

    /// <summary>The main function's name.</summary>
    public required string ProgramName { get; init; }

    /// <summary>The ELF section, such as <c>tc</c>.</summary>
    public required string SectionName { get; init; }

    /// <summary>The program type its section name selects.</summary>
    public ProgramType ProgramType { get; init; }

    /// <summary>The attach type its section name selects.</summary>
    public AttachType AttachType { get; init; }

    /// <summary>Instruction slots after the subprograms were appended.</summary>
    public int ProgramSize { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>Why it was not prepared; set with <see cref="Outcome.NotPrepared"/> only.</summary>
    public PreparationFailure? Preparation { get; init; }

    /// <summary>Its instructions in words; null unless its verification was recorded.</summary>
    public ProgramCode? Code { get; init; }

    /// <summary>What the verifier said; null when it did not run or did not finish.</summary>
    public VerificationResult? Verification { get; init; }

    /// <summary>Which limit it exceeded; its verdict is unknown then.</summary>
    public GivenUp GivenUp { get; init; }

    /// <summary>The reason in one or a few lines: the kernel's words for a rejection, ours otherwise. Empty when accepted.</summary>
    public string Message { get; init; } = "";

    /// <summary>The source line of the last instruction, where the object has line records.</summary>
    public SourcePlace? Place { get; init; }

    /// <summary>What the strict model rejects in a program that the kernel accepts; null when there is nothing, or nobody asked.</summary>
    public SafetyWarning? Warning { get; init; }

    /// <summary>The story of the rejection, or of the warning; null when it is not about the life of an object, or nobody asked.</summary>
    public LifetimeStory? Story { get; init; }

    /// <summary>File name without its folders.</summary>
    public string ObjectName => Path.GetFileName(ObjectPath);

    /// <summary>The step that ended it: <c>elf</c>, <c>btf</c>, <c>extern</c>, <c>core</c>, <c>map</c>, <c>attach</c> or <c>verify</c>.</summary>
    public string Stage => Preparation is null ? "verify" : Preparation.Stage.ToString().ToLowerInvariant();

    /// <summary>Why it was not accepted, for people: the message, with the step before it where the message does not name that itself.</summary>
    public string Reason => Outcome switch
    {
        Outcome.NotSupported when GivenUp != GivenUp.No => Message,
        Outcome.NotSupported => "not supported yet: " + Message,
        Outcome.NotPrepared => Message.StartsWith(Stage, StringComparison.Ordinal) ? Message
            : $"{Stage}: {WithoutName(Message)}",
        _ => Message,
    };

    /// <summary>The program's name stands beside the message already.</summary>
    private string WithoutName(string message)
    {
        string name = $"program '{ProgramName}': ";
        return message.StartsWith(name, StringComparison.Ordinal) ? message[name.Length..] : message;
    }

    /// <summary>Microseconds the verification took.</summary>
    public long DurationMicroseconds => Verification is null ? 0 : (long)Verification.Duration.TotalMicroseconds;
}

/// <summary>A use after an object ended that the kernel lets pass.</summary>
/// <param name="Message">The words with which the strict model rejects it.</param>
/// <param name="Place">The use.</param>
public sealed record SafetyWarning(string Message, SourcePlace? Place);

/// <summary>A place in the source that a program was compiled from.</summary>
/// <param name="Instruction">Index of the 8-byte slot.</param>
/// <param name="File">The path as the compiler recorded it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1; 0 when unknown.</param>
/// <param name="Text">The line's text.</param>
public sealed record SourcePlace(int Instruction, string File, int Line, int Column, string Text)
{
    /// <summary>The place of an instruction by the nearest line record at or before it; null without records.</summary>
    public static SourcePlace? Of(LoadRequest request, int instruction)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (instruction < 0 || request.Types is not { } types)
        {
            return null;
        }

        LineRecord? nearest = null;
        foreach (LineRecord line in request.Lines)
        {
            if (line.InstructionIndex <= instruction && (nearest is null || line.InstructionIndex >= nearest.Value.InstructionIndex))
            {
                nearest = line;
            }
        }

        if (nearest is not { } found)
        {
            return null;
        }

        // Of a block of assembler the compiler knows the first line alone.
        string text = types.String(found.TextOffset).Trim();
        text = SourceLine.IsAssemblyText(text) && instruction < request.Instructions.Length ? new ProgramCode(request).TextOf(instruction) : text;
        return new SourcePlace(instruction, types.String(found.FileNameOffset), found.Line, found.Column, text);
    }
}
