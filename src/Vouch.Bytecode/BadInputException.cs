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

    /// <summary>The failure for those who know which file it is: the section, the offset and the problem.</summary>
    public string Problem => WithPlace([SectionText, OffsetText]);

    /// <summary>The same failure of a file under the name that the user knows.</summary>
    public BadInputException At(string file) => new(base.Message, file, Section, Offset);

    /// <summary>The same failure with the file's name filled in.</summary>
    public BadInputException In(string file) => new(base.Message, File ?? file, Section, Offset);

    public override string Message => WithPlace([File, SectionText, OffsetText]);

    private string? SectionText => Section is null ? null : "section " + Section;

    private string? OffsetText => Offset is null ? null : string.Create(CultureInfo.InvariantCulture, $"offset 0x{Offset:x}");

    private string WithPlace(string?[] parts)
    {
        string place = string.Join(", ", Array.FindAll(parts, p => p is not null));
        return place.Length == 0 ? base.Message : place + ": " + base.Message;
    }
}
