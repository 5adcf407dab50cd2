using System;
using System.Collections.Generic;
using System.IO;
using Vouch.Cli;
using Vouch.Cli.Commands;
using Vouch.Cli.Input;
using Vouch.Cli.Running;

CollectorPolicy.Postpone();
EarlyStart.Begin(args);
IReadOnlyList<string> arguments = FileNameBytes.Restore(args);

// Installed under the name of veristat, the command is veristat.
IEnumerable<string> prefix = Path.GetFileNameWithoutExtension(Environment.GetCommandLineArgs()[0]) == "veristat" ? [StatCommand.Name] : [];
return VouchCommand.Run([.. prefix, .. arguments], Terminal.OfProcess());
