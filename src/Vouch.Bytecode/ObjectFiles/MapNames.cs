using System;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>Names of the maps over data sections, as the kernel's log shows them. Source: libbpf 1.7.</summary>
internal static class MapNames
{
    /// <summary>Characters of a kernel object's name.</summary>
    public const int Longest = 15;

    /// <summary>The object's name as the loader derives it: the file's, up to the first dot, at most 15 characters.</summary>
    public static string ObjectStem(string fileName)
    {
        string name = fileName[(fileName.LastIndexOf('/') + 1)..];
        name = name.Length > Longest ? name[..Longest] : name;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? name : name[..dot];
    }

    /// <summary>
    /// Object and section name, cut to fit: at least 7 characters are kept for the section even where it is shorter (<c>.bss</c>), and
    /// sections with a second dot (<c>.data.custom</c>) stand alone.
    /// </summary>
    public static string OfDataSection(string objectStem, string section)
    {
        const int LeastForSection = 7;
        int forSection = Math.Min(Math.Max(LeastForSection, section.Length), Longest);
        bool isCustom = section.IndexOf('.', 1) >= 0;
        int forObject = isCustom ? 0 : Math.Min(Longest - forSection, objectStem.Length);
        string name = objectStem[..forObject] + section[..Math.Min(section.Length, forSection)];
        return string.Create(name.Length, name, (characters, source) =>
        {
            for (int i = 0; i < characters.Length; i++)
            {
                char c = source[i];
                characters[i] = char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '_';
            }
        });
    }
}
