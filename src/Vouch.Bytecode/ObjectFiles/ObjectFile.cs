using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>
/// A compiled BPF object: what a loader learns from the file alone. Reading it is deterministic and knows no kernel; that comes in with
/// <see cref="Loading.ObjectLoader.Prepare"/>. Immutable and safe to share between threads.
/// </summary>
public sealed class ObjectFile
{
    private ObjectFile(ObjectSections sections)
    {
        ElfFile elf = sections.Elf;
        Sections = sections;
        Functions = new FunctionTable(sections);
        RawBtf? original = ReadTypes(sections);
        Externs = new ExternTable(elf, original);
        Types = original is null ? null : ObjectTypes.Complete(elf, original, Externs, Functions);
        Debug = Types is null ? DebugSections.None : DebugSections.Read(elf, Types, NeedsTypes(sections));
        MapTable = new MapTable(sections, Types, Externs);
        new ReferenceReader(sections, Functions, Externs, MapTable).ReadAll();
        new MapRelocations(sections, Functions, MapTable, Types).ReadAll();
        Programs = [.. Functions.Programs.Select(ObjectProgram.From)];
    }

    /// <summary>The file's base name.</summary>
    public string Name => Sections.Elf.Name;

    public string License => Sections.License;

    /// <summary>In the file's order: by section, then by place within it.</summary>
    public ImmutableArray<ObjectProgram> Programs { get; }

    /// <summary>The object's BTF as it would be loaded, or null when it has none.</summary>
    public RawBtf? Types { get; }

    /// <summary>The maps as the file defines them, in the loader's order of creation. Sizes are not adjusted to a kernel.</summary>
    public ImmutableArray<MapDefinition> Maps => [.. MapTable.All.Select(map => map.Definition(Types))];

    internal ObjectSections Sections { get; }

    internal FunctionTable Functions { get; }

    internal ExternTable Externs { get; }

    internal MapTable MapTable { get; }

    internal DebugSections Debug { get; }

    /// <summary>Reads a file as a whole.</summary>
    /// <exception cref="BadInputException">Not a BPF object, or broken, or of a kind that loaders refuse to open.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ObjectFile Read(string path) => Read(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>Reads an object that is in memory.</summary>
    /// <param name="bytes">The file's content; kept, not copied.</param>
    /// <param name="name">The file's base name: the maps over data sections are named after it.</param>
    /// <exception cref="BadInputException">Not a BPF object, or broken, or of a kind that loaders refuse to open.</exception>
    public static ObjectFile Read(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            return new ObjectFile(new ObjectSections(ElfFile.Read(bytes, name)));
        }
        catch (BadInputException problem) when (problem.File is null)
        {
            throw problem.In(name);
        }
    }

    private static bool NeedsTypes(ObjectSections sections) =>
        sections.MapsIndex >= 0 || sections.WithRole(SectionRole.StructOps).Any() || sections.Elf.Symbols.Any(s => s.IsExtern);

    /// <summary>Broken BTF counts as none for objects that can do without.</summary>
    private static RawBtf? ReadTypes(ObjectSections sections)
    {
        if (sections.Elf.Section(".BTF") is not { } section)
        {
            return null;
        }

        if (section.Type != ElfSectionType.ProgramBits)
        {
            throw new BadInputException("is not a section of data", sections.Elf.Name, section.Name);
        }

        try
        {
            return BtfReader.Parse(section.Data, "");
        }
        catch (BadInputException) when (!NeedsTypes(sections))
        {
            return null;
        }
    }
}
