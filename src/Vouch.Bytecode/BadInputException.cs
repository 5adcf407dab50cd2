using System;
using System.Globalization;

namespace Vouch.Bytecode;

/// <summary>An input file (object, BTF, configuration) is broken. Carries the place; never thrown for a program that is merely rejected.</summary>
public sealed class BadInputException : Exception
{
    public BadInputException(string message, string? file = null, string? section = null, long? offset = null)
        : base(message)
    {
        File = file;
        Section = section;
        Offset = offset;
    }

    /// <summary>The file's name as the user gave it, or null where a caller further up knows it.</summary>
    public string? File { get; }

    /// <summary>The ELF section, such as <c>.BTF.ext</c>.</summary>
    public string? Section { get; }

    /// <summary>Byte offset within the section, or within the file where there is no section.</summary>
    public long? Offset { get; }

    /// <summary>The same failure with the file's name filled in.</summary>
    public BadInputException In(string file) => new(base.Message, File ?? file, Section, Offset);

    public override string Message
    {
        get
        {
            string place = string.Join(", ", new[]
            {
                File,
                Section is null ? null : "section " + Section,
                Offset is null ? null : string.Create(CultureInfo.InvariantCulture, $"offset 0x{Offset:x}"),
            }.AsNonEmpty());
            return place.Length == 0 ? base.Message : place + ": " + base.Message;
        }
    }
}

file static class Places
{
    public static string[] AsNonEmpty(this string?[] parts) => Array.FindAll(parts, p => p is not null)!;
}
