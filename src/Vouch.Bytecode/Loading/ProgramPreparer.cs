using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Btf.Validation;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Takes the programs of one object through the loader's steps, in its order: externs, struct_ops, type relocations, linking, data, maps,
/// attach target. What the object's programs share is done once.
/// </summary>
internal sealed class ProgramPreparer
{
    private const int NotPermitted = 1;

    private readonly ObjectFile file;
    private readonly KernelView kernel;
    private readonly PrepareOptions options;
    private readonly KernelTypeList kernelTypes;

    /// <summary>The object's BTF; null where it cannot be loaded, which only struct_ops objects do not survive.</summary>
    private readonly RawBtf? acceptedTypes;
    private readonly MapPreparer maps;
    private readonly TypeRelocations typeRelocations;
    private readonly ExternResolver? externs;
    private readonly PreparationFailure? externFailure;
    private readonly ImmutableArray<MapDefinition> sharedMaps;

    public ProgramPreparer(ObjectFile file, KernelView kernel, PrepareOptions options)
    {
        this.file = file;
        this.kernel = kernel;
        this.options = options;
        kernelTypes = new KernelTypeList(kernel);
        acceptedTypes = kernel.TakesTypes && file.Types is { } own && BtfValidator.Check(own) is null ? own : null;
        maps = new MapPreparer(acceptedTypes, kernel, options);
        typeRelocations = new TypeRelocations(file, kernel);
        try
        {
            externs = ExternResolver.Resolve(file.Externs, file.Types, kernel, kernelTypes);
        }
        catch (PreparationException problem)
        {
            externFailure = problem.Failure;
        }

        ImmutableArray<byte> kconfig = externs?.KconfigContent ?? [];
        sharedMaps = [.. file.MapTable.All.Select(map => map.Origin == MapOrigin.StructOps ? maps.Prepare(map, null) : maps.Prepare(map, kconfig))
            .Select(map => map with { IsCreated = map.IsCreated && (options.MapSelection?.Invoke(map) ?? true) })];
    }

    public PreparedProgram Prepare(ObjectProgram program)
    {
        Attempt attempt = new(this, program);
        PreparationFailure? failure = null;
        LoadRequest? request = null;
        try
        {
            request = attempt.Run();
        }
        catch (PreparationException problem)
        {
            failure = problem.Failure;
        }

        return new PreparedProgram
        {
            Program = program,
            Request = request,
            Failure = failure,
            ProgramType = attempt.Type,
            ExpectedAttachType = attempt.AttachType,
            InstructionCount = attempt.Linked?.Code.Count ?? program.OwnInstructionCount,
        };
    }

    /// <summary>One program on its way; what is known so far stays when a step fails.</summary>
    private sealed class Attempt
    {
        private readonly ProgramPreparer shared;
        private readonly ObjectProgram program;
        private readonly bool isRetyped;
        private AttachTarget? target;

        public Attempt(ProgramPreparer shared, ObjectProgram program)
        {
            this.shared = shared;
            this.program = program;
            (Type, AttachType) = (program.ProgramType, program.ExpectedAttachType);
            if (Type == ProgramType.Ext && shared.options.TargetProgram is null && ContextTypes.Guess(shared.file.Types, program.Name) is { } guess)
            {
                (Type, AttachType) = guess;
                isRetyped = true;
            }
        }

        public ProgramType Type { get; }

        public AttachType AttachType { get; private set; }

        public LinkedProgram? Linked { get; private set; }

        /// <summary>What the section's name says, unless the program is loaded as something else than that.</summary>
        private SectionTraits Traits => isRetyped ? SectionTraits.None : program.Traits;

        private bool TakesAttachType => shared.kernel.TakesAttachTypes || (Traits & SectionTraits.OptionalAttachType) == 0;

        public LoadRequest Run()
        {
            if (shared.externFailure is { } missing)
            {
                throw new PreparationException(missing.Stage, missing.Message);
            }

            MapDefinition[] maps = BindStructOps();
            ObjectFunction main = program.Function;
            ObjectFunction? callback = shared.file.Types is { } types ? ExceptionCallbacks.Find(types, shared.file.Functions, main) : null;
            Linked = ProgramLinker.Link(shared.file.Functions, main, callback, shared.typeRelocations.CodeOf);
            ImmutableArray<FunctionRecord> functions = DebugRecords.Functions(shared.file.Debug, Linked);
            ImmutableArray<LineRecord> lines = DebugRecords.Lines(shared.file.Debug, Linked);
            JumpTableMaps jumpTables = new(Linked, shared.file.Sections.WithRole(SectionRole.JumpTables).LastOrDefault(), maps.Length);
            new DataRelocator(shared.file.MapTable, maps, shared.externs!.Symbols, shared.file.Externs, jumpTables)
            {
                ArenaDataOffset = shared.kernel.PutsArenaDataLast ? shared.file.MapTable.ArenaDataOffset : 0,
            }.Apply(Linked);
            RequireMaps(jumpTables.Maps);
            if (!shared.kernel.HasSeparateReads)
            {
                OlderReads.Substitute(Linked.Code);
            }

            RequireTypes();
            RequireMaps(maps);
            FindTarget();
            return Request([.. maps, .. jumpTables.Maps]) with
            {
                Functions = shared.acceptedTypes is null ? [] : functions,
                Lines = shared.acceptedTypes is null ? [] : lines,
                Placeholders = Placeholders.Find(Linked, shared.file, shared.typeRelocations),
            };
        }

        private MapDefinition[] BindStructOps()
        {
            MapDefinition[] maps = [.. shared.sharedMaps];
            for (int index = 0; index < maps.Length; index++)
            {
                ObjectMap map = shared.file.MapTable.All[index];
                if (map.Origin != MapOrigin.StructOps || !maps[index].IsCreated)
                {
                    continue;
                }

                BoundStructOps bound = StructOpsBinder.Bind(shared.file.Types!, map, program.Function, shared.kernelTypes);
                maps[index] = shared.maps.Prepare(map, bound);
                Attach(bound.Target, map);
            }

            return maps;
        }

        private void Attach(AttachTarget? found, ObjectMap map)
        {
            if (found is null)
            {
                return;
            }

            if (target is not null && target != found)
            {
                throw new PreparationException(PreparationStage.Map, $"struct_ops map '{map.Name}' uses program '{program.Name}' for another member");
            }

            target = found;
            AttachType = (AttachType)found.StructOpsMember;
        }

        private void RequireTypes()
        {
            if (shared.acceptedTypes is null && shared.file.Types is { } types && shared.file.Sections.WithRole(SectionRole.StructOps).Any())
            {
                string why = BtfValidator.Check(types)?.Text ?? "the user may not load any";
                throw new PreparationException(PreparationStage.Btf, $"the kernel refuses the object's BTF, which struct_ops needs: {why}");
            }
        }

        private void RequireMaps(IEnumerable<MapDefinition> maps)
        {
            foreach (MapDefinition map in maps.Where(m => m.IsCreated))
            {
                if (map is { Type: MapType.ArrayOfMaps or MapType.HashOfMaps, Inner: null })
                {
                    throw new PreparationException(PreparationStage.Map, $"map '{map.Name}' does not say what its inner maps are like");
                }

                int error = map.Inner is { } inner && shared.kernel.MapCreationError(inner) is not 0 and int innerError
                    ? innerError
                    : shared.kernel.MapCreationError(map);
                if (error != 0)
                {
                    string why = error == NotPermitted ? "the user lacks the capability" : "its sizes or flags do not suit its type";
                    throw new PreparationException(
                        PreparationStage.Map,
                        string.Create(CultureInfo.InvariantCulture, $"the kernel does not create map '{map.Name}' (error {error}): {why}"));
                }
            }
        }

        private void FindTarget()
        {
            if (Type == ProgramType.Unspec)
            {
                throw Failed($"section '{program.SectionName}' names no type of program");
            }

            if (Type == ProgramType.StructOps && target is null)
            {
                throw Failed("no struct_ops map that is created uses it");
            }

            if ((Traits & SectionTraits.Usdt) != 0)
            {
                AttachType = AttachType.TraceUprobeMulti;
            }

            if ((Traits & SectionTraits.NamesTarget) != 0)
            {
                target = AttachTargets.Find(program, AttachType, shared.kernel, shared.options);
            }

            if (AttachType.AttachesToMany())
            {
                AttachTargets.RequireModule(program, shared.kernel);
            }
        }

        private LoadRequest Request(ImmutableArray<MapDefinition> maps) => new()
        {
            ObjectName = shared.file.Name,
            ProgramName = program.Name,
            SectionName = program.SectionName,
            ProgramType = Type,
            ExpectedAttachType = TakesAttachType ? AttachType : default,
            Flags = shared.options.Flags
                | ((Traits & SectionTraits.Sleepable) != 0 ? LoadFlags.Sleepable : 0)
                | ((Traits & SectionTraits.XdpFragments) != 0 ? LoadFlags.XdpHasFragments : 0),
            License = shared.file.License,
            Instructions = [.. Linked!.Code],
            Maps = maps,
            KernelTypes = shared.kernelTypes.Used,
            Types = shared.acceptedTypes,
            Target = target,
        };

        private PreparationException Failed(string why) => new(PreparationStage.Attach, $"program '{program.Name}': {why}");
    }
}
