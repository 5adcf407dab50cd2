using System;
using System.Globalization;

namespace Vouch.Bytecode.Assembly;

/// <summary>A text that is not BPF assembly. The message starts with the place.</summary>
public sealed class AssemblyException : Exception
{
    /// <summary>Creates the failure at a place of the text.</summary>
    public AssemblyException(int line, int column, string message)
        : base(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {message}"))
    {
        Line = line;
        Column = column;
    }

    /// <summary>Counted from 1.</summary>
    public int Line { get; }

    /// <summary>Counted from 1, in characters.</summary>
    public int Column { get; }
}
