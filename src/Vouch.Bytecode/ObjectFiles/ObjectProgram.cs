using System;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>A program of an object, as its file describes it.</summary>
public sealed record ObjectProgram
{
    private ObjectProgram(ObjectFunction function) => Function = function;

    /// <summary>The main function's name.</summary>
    public required string Name { get; init; }

    /// <summary>Without the question mark of programs that are not loaded by default.</summary>
    public required string SectionName { get; init; }

    /// <summary>From the section's name; <see cref="ProgramType.Unspec"/> when that is unknown.</summary>
    public required ProgramType ProgramType { get; init; }

    public required AttachType ExpectedAttachType { get; init; }

    public required SectionTraits Traits { get; init; }

    /// <summary>False for sections whose name begins with a question mark.</summary>
    public required bool IsLoadedByDefault { get; init; }

    /// <summary>8-byte slots of the program alone, without subprograms.</summary>
    public required int OwnInstructionCount { get; init; }

    internal ObjectFunction Function { get; }

    /// <summary>What the section's name says to attach to: the part behind the first slash; null without one.</summary>
    public string? TargetName
    {
        get
        {
            int slash = SectionName.IndexOf('/', StringComparison.Ordinal);
            return slash < 0 ? null : SectionName[(slash + 1)..];
        }
    }

    internal static ObjectProgram From(ObjectFunction function)
    {
        SectionRule? rule = SectionTable.Find(function.SectionName);
        return new ObjectProgram(function)
        {
            Name = function.Name,
            SectionName = function.SectionName,
            ProgramType = rule?.ProgramType ?? ProgramType.Unspec,
            ExpectedAttachType = rule?.AttachType ?? default,
            Traits = rule?.Traits ?? SectionTraits.None,
            IsLoadedByDefault = function.IsLoadedByDefault,
            OwnInstructionCount = function.Code.Length,
        };
    }
}
