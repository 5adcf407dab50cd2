using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;
using Vouch.Fuzzing.Programs;

namespace Vouch.Cases.Tests;

/// <summary>A small program that exercises one rule, and what the kernel said about it.</summary>
/// <param name="Title">A sentence that is unique in its file.</param>
/// <param name="Text">The program as text.</param>
/// <param name="Flags">Load flags of all programs of the file.</param>
/// <param name="IsOrdinary">An ordinary user loads it, without capabilities.</param>
/// <param name="Answer">The kernel's answer: a line with verdict and counts, then the log. Empty before it was asked.</param>
internal sealed record Case(string Title, string Text, LoadFlags Flags, bool IsOrdinary, ImmutableArray<string> Answer)
{
    public FuzzProgram Program => ProgramText.Parse(Text);
}
